-- section: Query optimization
-- title: Growth from month to month
-- passed on: LAG over months that have rows, divided by the month before.
-- wrong: A month without revenue is no row, so LAG compares with an earlier one; a month of 0 divides by zero. `DATE_TRUNC` on a timestamptz depends on the session's time zone. A CTE that is used once is no fence since 12.
-- form:
CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL, status text NOT NULL, total_amount numeric NOT NULL);
WITH months AS (
    SELECT month, sum(total_amount) AS revenue
    FROM generate_series(timestamptz '2025-01-01 00:00 UTC', timestamptz '2025-12-01 00:00 UTC', interval '1 month') AS month
    LEFT JOIN orders ON status = 'completed' AND created_at >= month AND created_at < month + interval '1 month'
    GROUP BY month
),
growth AS (
    SELECT month, coalesce(revenue, 0) AS revenue, lag(coalesce(revenue, 0)) OVER (ORDER BY month) AS before FROM months
)
SELECT month, revenue, round((revenue - before) / nullif(before, 0) * 100, 1) AS growth_percent
FROM growth WHERE (revenue - before) / nullif(before, 0) > 0.1 ORDER BY month;
