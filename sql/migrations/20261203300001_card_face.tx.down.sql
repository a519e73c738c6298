DROP TABLE face_picture;

--bun:split

DROP TABLE face_version;
