DROP TABLE person_photo;
