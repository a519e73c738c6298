UPDATE credential c SET mark = u.mark, last_at = u.at FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS u(id, mark, at, n) WHERE c.id = u.id AND c.mark < u.mark
