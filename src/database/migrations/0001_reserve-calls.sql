-- Grants calls to Wix out of a sliding window, for all processes at once: the row lock makes one caller after the other
-- decide on what the one before left. One round trip; the arithmetic is tested through src/database/quota.ts.
--   priorities   1 (first) to 4; each has a floor in p_floors: calls a window that it gets although others come first
--   p_now_ms     null: the database's clock, the only one that all processes share
CREATE FUNCTION reserve_calls(
  p_instance_id text, p_priority integer, p_calls integer, p_limit integer, p_window_ms bigint, p_floors integer[],
  p_now_ms bigint, OUT granted integer, OUT retry_after_ms bigint
) LANGUAGE plpgsql AS $$
DECLARE
  quota quota_windows;
  now_ms bigint := coalesce(p_now_ms, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);
  allowance integer := p_limit;
  used integer := 0;
  used_by integer[] := '{0,0,0,0}';
  kept_from integer := 1;
  free integer;
  promised integer;
  comes_after boolean := false;
BEGIN
  INSERT INTO quota_windows (instance_id) VALUES (p_instance_id) ON CONFLICT DO NOTHING;
  SELECT * INTO quota FROM quota_windows WHERE instance_id = p_instance_id FOR UPDATE;
  -- A clock that was set back must not give calls away twice.
  IF cardinality(quota.granted_at) > 0 THEN
    now_ms := greatest(now_ms, quota.granted_at[cardinality(quota.granted_at)]);
  END IF;

  FOR i IN 1 .. cardinality(quota.granted_at) LOOP
    IF quota.granted_at[i] <= now_ms - p_window_ms THEN
      kept_from := i + 1;
    ELSE
      used := used + quota.granted_calls[i];
      used_by[quota.granted_priority[i]] := used_by[quota.granted_priority[i]] + quota.granted_calls[i];
    END IF;
  END LOOP;
  quota.granted_at := quota.granted_at[kept_from:];
  quota.granted_calls := quota.granted_calls[kept_from:];
  quota.granted_priority := quota.granted_priority[kept_from:];

  -- After a refusal of Wix's the allowance grows back by a tenth of the limit every ten seconds.
  IF quota.reduced_to IS NOT NULL THEN
    allowance := least(p_limit, quota.reduced_to + (((now_ms - quota.refused_at) / 10000) * ceil(p_limit / 10.0))::integer);
    IF allowance = p_limit THEN quota.reduced_to := NULL; END IF;
  END IF;

  free := greatest(0, allowance - used);
  promised := greatest(0, p_floors[p_priority] - used_by[p_priority]);
  granted := free;
  FOR other IN 1 .. 4 LOOP
    CONTINUE WHEN other = p_priority OR quota.waiting_until[other] <= now_ms;
    IF other < p_priority THEN
      comes_after := true;
    ELSE
      granted := granted - greatest(0, p_floors[other] - used_by[other]);
    END IF;
  END LOOP;
  IF comes_after THEN granted := 0; END IF;
  granted := least(p_calls, greatest(0, granted, least(free, promised)));
  IF quota.blocked_until > now_ms THEN granted := 0; END IF;

  IF granted > 0 THEN
    quota.granted_at := quota.granted_at || now_ms;
    quota.granted_calls := quota.granted_calls || granted;
    quota.granted_priority := quota.granted_priority || p_priority;
  END IF;

  retry_after_ms := 0;
  IF granted < p_calls THEN
    -- The first moment at which the window has room again; a second where only others come first.
    retry_after_ms := 1000;
    used := used + granted;
    FOR i IN 1 .. cardinality(quota.granted_at) LOOP
      EXIT WHEN used < allowance;
      used := used - quota.granted_calls[i];
      retry_after_ms := quota.granted_at[i] + p_window_ms - now_ms;
    END LOOP;
    retry_after_ms := greatest(1, retry_after_ms, quota.blocked_until - now_ms);
    quota.waiting_until[p_priority] := now_ms + retry_after_ms + 2000;
  ELSE
    quota.waiting_until[p_priority] := 0;
  END IF;

  UPDATE quota_windows SET
    granted_at = quota.granted_at, granted_calls = quota.granted_calls, granted_priority = quota.granted_priority,
    waiting_until = quota.waiting_until, reduced_to = quota.reduced_to
  WHERE instance_id = p_instance_id;
END $$;
--> statement-breakpoint
-- Wix refused a call for its rate: nothing goes out for p_pause_ms, and the allowance falls by a tenth, once a second at
-- most, since the calls of one burst are refused together. It never falls below a tenth of the limit.
CREATE FUNCTION reduce_calls(
  p_instance_id text, p_limit integer, p_pause_ms bigint, p_now_ms bigint
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  quota quota_windows;
  now_ms bigint := coalesce(p_now_ms, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);
BEGIN
  INSERT INTO quota_windows (instance_id) VALUES (p_instance_id) ON CONFLICT DO NOTHING;
  SELECT * INTO quota FROM quota_windows WHERE instance_id = p_instance_id FOR UPDATE;
  IF now_ms - quota.refused_at >= 1000 THEN
    quota.reduced_to := greatest(p_limit / 10, coalesce(quota.reduced_to, p_limit) * 9 / 10);
    quota.refused_at := now_ms;
  END IF;
  UPDATE quota_windows SET
    reduced_to = quota.reduced_to, refused_at = quota.refused_at,
    blocked_until = greatest(quota.blocked_until, now_ms + p_pause_ms)
  WHERE instance_id = p_instance_id;
END $$;
