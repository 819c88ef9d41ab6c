-- bad
CREATE TABLE sale (id bigint PRIMARY KEY, status text);
CREATE FUNCTION cancel_sale(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    AS $$ BEGIN UPDATE sale SET status = 'cancelled' WHERE id = which; END $$;

-- good
CREATE TABLE sale (id bigint PRIMARY KEY, status text);
CREATE FUNCTION cancel_sale(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    AS $$ BEGIN UPDATE sale SET status = 'cancelled' WHERE id = which; END $$;

-- good: runs with the caller's rights
CREATE TABLE sale (id bigint PRIMARY KEY, status text);
CREATE FUNCTION cancel_sale(which bigint) RETURNS void LANGUAGE plpgsql
    AS $$ BEGIN UPDATE sale SET status = 'cancelled' WHERE id = which; END $$;

-- good: names were resolved at creation
-- version: >= 14
CREATE TABLE sale (id bigint PRIMARY KEY, total numeric);
CREATE FUNCTION turnover() RETURNS numeric LANGUAGE sql SECURITY DEFINER RETURN (SELECT sum(total) FROM sale);

-- bad: a procedure, in SQL text
CREATE TABLE "Sale" (id bigint PRIMARY KEY);
CREATE PROCEDURE "Forget"(which bigint) LANGUAGE sql SECURITY DEFINER AS $$ DELETE FROM "Sale" WHERE id = which $$;
