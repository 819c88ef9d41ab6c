-- 48 bits of milliseconds, 4 of version, 12 that divide the millisecond, 2 of variant, 62 at random (RFC 9562, 5.7).
-- gen_random_uuid() has put the variant where it belongs.
-- step: function {function}()
CREATE FUNCTION {function}() RETURNS uuid LANGUAGE plpgsql VOLATILE PARALLEL SAFE SET search_path = '' AS $$
DECLARE
    us bigint := extract(epoch FROM clock_timestamp()) * 1000000;
BEGIN
    RETURN encode(overlay(uuid_send(gen_random_uuid()) PLACING
        int8send((us / 1000 << 16) | 28672 | (us % 1000 * 4096 / 1000)) FROM 1 FOR 8), 'hex')::uuid;
END $$;
-- undo
DROP FUNCTION {function}();
