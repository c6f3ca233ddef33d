-- SPDX-License-Identifier: Apache-2.0
-- PostfixAdmin's domains, served as soon as they are committed: NOTIFY carbone_autoconf, once a statement, and only when a column changes
-- that we read.  Install it as the owner of the tables, with psql; it may be repeated.  Nothing is sent from the tables of people: transactions
-- that notify commit one after the other, and some of their columns change with every mail.
CREATE OR REPLACE FUNCTION autoconf_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NOTIFY carbone_autoconf;
	RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS autoconf_notify ON domain;
CREATE TRIGGER autoconf_notify AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF domain, active, backupmx ON domain
	FOR EACH STATEMENT EXECUTE FUNCTION autoconf_notify();

DROP TRIGGER IF EXISTS autoconf_notify ON alias_domain;
CREATE TRIGGER autoconf_notify AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF alias_domain, target_domain, active ON alias_domain
	FOR EACH STATEMENT EXECUTE FUNCTION autoconf_notify();
