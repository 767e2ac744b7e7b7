-- This database's own name, drawn once.
INSERT INTO installation DEFAULT VALUES;
--> statement-breakpoint
-- Another id would make this database fit another installation's files. What the QR codes lead to may move, on purpose.
CREATE FUNCTION tapis_installation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
-- A list that is gone gives its number free for another one.
CREATE TRIGGER revocation_lists_never_change BEFORE UPDATE OR DELETE ON revocation_lists FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER revocation_lists_never_emptied BEFORE TRUNCATE ON revocation_lists FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- Charges one miss to a network: how many seconds until there is room, 0 for now; `first` says that this is the charge that used the
-- last room up, which is when it is worth a trace. It runs with its owner's rights, so that the portal's role needs none on the table.
CREATE FUNCTION tapis_charge_network(charged text, capacity integer, seconds_per_token double precision)
RETURNS TABLE (wait double precision, first boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  full_after interval := make_interval(secs => capacity * seconds_per_token);
  moment timestamptz := clock_timestamp();
  available double precision;
BEGIN
  IF capacity NOT BETWEEN 1 AND 100000 OR NOT seconds_per_token BETWEEN 0.001 AND 86400 THEN
    RAISE EXCEPTION 'capacity or rate out of bounds' USING ERRCODE = 'check_violation';
  END IF;
  -- A bucket that has filled up again says nothing: now and then such rows are cleared away.
  IF random() < 0.01 THEN
    DELETE FROM charged_networks WHERE network IN (
      SELECT network FROM charged_networks WHERE charged_at < moment - full_after LIMIT 1000 FOR UPDATE SKIP LOCKED);
  END IF;
  INSERT INTO charged_networks VALUES (charged, capacity, moment) ON CONFLICT (network) DO NOTHING;
  SELECT least(capacity, tokens + greatest(0, extract(epoch FROM moment - charged_at)) / seconds_per_token)
    INTO available FROM charged_networks WHERE network = charged FOR UPDATE;
  IF available IS NULL THEN available := capacity; END IF;
  UPDATE charged_networks SET tokens = greatest(0, CASE WHEN available >= 1 THEN available - 1 ELSE available END), charged_at = moment
    WHERE network = charged;
  wait := CASE WHEN available >= 1 THEN 0 ELSE (1 - available) * seconds_per_token END;
  first := available >= 1 AND available < 2;
  RETURN NEXT;
END $$;
--> statement-breakpoint
-- The portal's one event: a network that has used up its wrong codes. Only the network of a visitor comes in.
CREATE FUNCTION tapis_record_guessing(visitor inet) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO events (at, kind, outcome, actor, address)
  VALUES (clock_timestamp(), 'codes.guess', 'TOO_MANY_MISSES', 'visitor',
    network(set_masklen(visitor, least(masklen(visitor), CASE family(visitor) WHEN 4 THEN 24 ELSE 48 END))))
$$;
--> statement-breakpoint
-- Everybody may be given these; nobody has them without being given them.
REVOKE ALL ON FUNCTION tapis_charge_network(text, integer, double precision) FROM PUBLIC;
--> statement-breakpoint
REVOKE ALL ON FUNCTION tapis_record_guessing(inet) FROM PUBLIC;
--> statement-breakpoint
CREATE VIEW public_installation AS
SELECT installation.id, installation.portal_origin,
  (SELECT subject FROM certificates JOIN authority_keys ON authority_keys.certificate_id = certificates.id
    WHERE authority_keys.kind = 'ca' AND authority_keys.retired_at IS NULL) AS ca_subject,
  (SELECT coalesce(max(created_at), 0) FROM drizzle.__drizzle_migrations) AS schema_version
FROM installation;
