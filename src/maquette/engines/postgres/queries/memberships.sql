-- Who is a member of which role (up to 15: inheriting is the member's own property, SET ROLE always allowed).
SELECT m.member, pg_get_userbyid(m.roleid) AS role, bool_or(m.admin_option) AS admin,
       bool_or(r.rolinherit) AS inherit, true AS can_set
FROM pg_auth_members m
JOIN pg_roles r ON r.oid = m.member
GROUP BY m.member, m.roleid
