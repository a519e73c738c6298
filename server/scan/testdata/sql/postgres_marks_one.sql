UPDATE credential c SET mark = u.mark, last_at = u.at FROM (SELECT $1::text AS id, $2::bigint AS mark, $3::bigint AS at, 1::bigint AS n) AS u WHERE c.id = u.id AND c.mark < u.mark
