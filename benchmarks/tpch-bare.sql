-- The tables as the testbeds of index selection have them: no keys at all, and order keys of four bytes.

ALTER TABLE orders ALTER o_orderkey TYPE integer;
ALTER TABLE lineitem ALTER l_orderkey TYPE integer;
