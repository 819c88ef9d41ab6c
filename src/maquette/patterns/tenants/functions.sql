-- Unset, or empty as a setting is once its transaction has ended: no tenant, so no rows, and no error.
-- step: function {current}()
CREATE FUNCTION {current}() RETURNS {type} LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$ SELECT nullif(current_setting({setting}, true), '')::{type} $$;
-- undo
DROP FUNCTION {current}();

-- To the end of the transaction and no longer: whom a pool gives the connection next has no tenant yet.
-- step: function {enter}({type})
CREATE FUNCTION {enter}(tenant {type}) RETURNS void LANGUAGE sql SET search_path = ''
AS $$ SELECT set_config({setting}, tenant::text, true) $$;
-- undo
DROP FUNCTION {enter}({type});
