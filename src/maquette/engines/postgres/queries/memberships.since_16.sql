-- Who is a member of which role; several grantors may have granted the same membership.
SELECT m.member, pg_get_userbyid(m.roleid) AS role, bool_or(m.admin_option) AS admin,
       bool_or(m.inherit_option) AS inherit, bool_or(m.set_option) AS can_set
FROM pg_auth_members m
GROUP BY m.member, m.roleid
