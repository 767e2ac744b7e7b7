-- This database's own name, drawn once.
INSERT INTO installation DEFAULT VALUES;
--> statement-breakpoint
-- Another id would make this database fit another installation's files. What the QR codes lead to may move, on purpose.
CREATE FUNCTION tapis_installation_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF to_jsonb(new) - 'portal_origin' = to_jsonb(old) - 'portal_origin' AND new.portal_origin IS NOT NULL THEN
    RETURN new;
  END IF;
  RAISE EXCEPTION '% of % is refused', tg_op, tg_table_name USING ERRCODE = 'TP001', CONSTRAINT = tg_name;
END $$;
--> statement-breakpoint
CREATE TRIGGER installation_only_moved BEFORE UPDATE ON installation FOR EACH ROW EXECUTE FUNCTION tapis_installation_stays();
--> statement-breakpoint
CREATE TRIGGER installation_never_deleted BEFORE DELETE ON installation FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER installation_never_emptied BEFORE TRUNCATE ON installation FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- Taking a trace away, or laying it at somebody else's door.
CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER events_never_emptied BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- A list that is gone would leave its number to another one.
CREATE TRIGGER revocation_lists_never_change BEFORE UPDATE OR DELETE ON revocation_lists FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER revocation_lists_never_emptied BEFORE TRUNCATE ON revocation_lists FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- The functions below are the portal's: they run with their owner's rights, so that its role needs none on a table. Only pg_catalog is
-- searched, and public is spelled out: whoever may create in public could otherwise put an operator there that fits better, such
-- as integer * double precision, and it would run with the owner's rights.

-- Charges one miss to a network at a moment: how many seconds until there is room, 0 for now; `first` says that this charge used the
-- last room up, which is when it is worth a trace. A refused charge costs nothing. One statement decides, so of charges that arrive
-- together no more pass than there is room for.
CREATE FUNCTION tapis_charge_network_at(charged text, capacity integer, seconds_per_token double precision, moment timestamptz)
RETURNS TABLE (wait double precision, first boolean) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  token interval := make_interval(secs => seconds_per_token);
  room interval := token * capacity;
  full_then timestamptz;
BEGIN
  IF NOT coalesce(capacity BETWEEN 1 AND 100000 AND seconds_per_token BETWEEN 0.001 AND 86400, false) THEN
    RAISE EXCEPTION 'capacity or rate out of bounds' USING ERRCODE = 'check_violation', CONSTRAINT = 'charged_networks_rate_bounded';
  END IF;
  INSERT INTO public.charged_networks AS bucket (network, full_at) VALUES (charged, moment + token)
    ON CONFLICT (network) DO UPDATE SET full_at = greatest(bucket.full_at, moment) + token
    WHERE greatest(bucket.full_at, moment) + token <= moment + room
    RETURNING full_at INTO full_then;
  IF found THEN
    wait := 0;
    first := full_then + token > moment + room;
  ELSE
    SELECT full_at INTO full_then FROM public.charged_networks WHERE network = charged;
    wait := coalesce(extract(epoch FROM full_then + token - room - moment), seconds_per_token);
    first := false;
  END IF;
  RETURN NEXT;
END $$;
--> statement-breakpoint
-- Clears away the buckets that have filled up again and, of more than `most`, those that owe least: somebody with 2^32 networks would
-- fill the disk, and who has guessed most is forgotten last. Rows that are being charged are left alone.
CREATE FUNCTION tapis_clear_charged_networks(moment timestamptz, most integer) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  beyond timestamptz := (SELECT full_at FROM public.charged_networks ORDER BY full_at DESC OFFSET most LIMIT 1);
BEGIN
  WITH cleared AS (
    SELECT network FROM public.charged_networks WHERE full_at <= greatest(moment, beyond) ORDER BY full_at LIMIT 10000 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM public.charged_networks USING cleared WHERE charged_networks.network = cleared.network;
END $$;
--> statement-breakpoint
-- Clearing comes after the charge: it waits for nobody, so two callers never wait for each other.
CREATE FUNCTION tapis_charge_network(charged text, capacity integer, seconds_per_token double precision)
RETURNS TABLE (wait double precision, first boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT * FROM public.tapis_charge_network_at(charged, capacity, seconds_per_token, clock_timestamp());
  IF random() < 0.01 THEN
    PERFORM public.tapis_clear_charged_networks(clock_timestamp(), 100000);
  END IF;
END $$;
--> statement-breakpoint
-- The portal's one event: a network that has used up its wrong codes. Only the network of a visitor comes in, once an hour, and at most
-- a thousand networks an hour: events are for good, and nobody may fill the disk with them.
CREATE FUNCTION tapis_record_guessing(visitor inet) RETURNS void LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  visited inet := network(set_masklen(visitor, least(masklen(visitor), CASE family(visitor) WHEN 4 THEN 24 ELSE 48 END)));
  moment timestamptz := clock_timestamp();
BEGIN
  INSERT INTO public.events (at, kind, outcome, actor, address)
  SELECT moment, 'codes.guess', 'TOO_MANY_MISSES', 'visitor', visited
  FROM (
    -- By signer, which such an event does not have: so reads the index.
    SELECT address FROM public.events WHERE signer_id IS NULL AND kind = 'codes.guess' AND at > moment - interval '1 hour' LIMIT 1000
  ) recent
  HAVING count(*) < 1000 AND count(*) FILTER (WHERE address = visited) = 0;
END $$;
--> statement-breakpoint
-- Everybody may be given the two; nobody has them without being given them.
REVOKE ALL ON FUNCTION tapis_charge_network(text, integer, double precision), tapis_record_guessing(inet),
  tapis_charge_network_at(text, integer, double precision, timestamptz), tapis_clear_charged_networks(timestamptz, integer) FROM PUBLIC;
--> statement-breakpoint
-- A to_jsonb of somebody's own, searched before the real one, would tell these triggers that nothing has changed.
ALTER FUNCTION tapis_set_once() SET search_path = pg_catalog, pg_temp;
--> statement-breakpoint
CREATE VIEW public_installation AS
SELECT installation.id, installation.portal_origin,
  (SELECT subject FROM certificates JOIN authority_keys ON authority_keys.certificate_id = certificates.id
    WHERE authority_keys.kind = 'ca' AND authority_keys.retired_at IS NULL) AS ca_subject,
  (SELECT coalesce(max(created_at), 0) FROM drizzle.__drizzle_migrations) AS schema_version
FROM installation;
