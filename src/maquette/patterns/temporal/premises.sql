-- premise: versions of {table} of one key do not overlap
UPDATE {table} AS v SET {follow}
  FROM (SELECT {v_rows}, row_number() OVER (PARTITION BY {v_key} ORDER BY {v_rows}) AS place FROM {table} AS v) AS others
 WHERE {is_others};
