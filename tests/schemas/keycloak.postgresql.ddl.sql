-- SPDX-License-Identifier: Apache-2.0
-- Keycloak's tables on PostgreSQL, restated from their columns: what we read and what stands in its keys.

CREATE TABLE realm (
	id character varying(36) NOT NULL CONSTRAINT constraint_4a PRIMARY KEY,
	enabled boolean NOT NULL DEFAULT false,
	name character varying(255) CONSTRAINT uk_orvsdmla56612eaefiq6wl5oi UNIQUE
);

CREATE TABLE user_entity (
	id character varying(36) NOT NULL CONSTRAINT constraint_fb PRIMARY KEY,
	email character varying(255),
	email_constraint character varying(255),
	email_verified boolean NOT NULL DEFAULT false,
	enabled boolean NOT NULL DEFAULT false,
	federation_link character varying(255),
	first_name character varying(255),
	last_name character varying(255),
	realm_id character varying(255),
	username character varying(255),
	created_timestamp bigint,
	service_account_client_link character varying(255),
	not_before integer NOT NULL DEFAULT 0,
	CONSTRAINT uk_dykn684sl8up1crfei6eckhd7 UNIQUE (realm_id, email_constraint),
	CONSTRAINT uk_ru8tt6t700s9v50bu18ws5ha6 UNIQUE (realm_id, username)
);
CREATE INDEX idx_user_email ON user_entity (email);
CREATE INDEX idx_user_service_account ON user_entity (realm_id, service_account_client_link);

CREATE TABLE user_attribute (
	id character varying(36) NOT NULL DEFAULT gen_random_uuid()::text CONSTRAINT constraint_user_attribute_pk PRIMARY KEY,
	name character varying(255) NOT NULL,
	value character varying(255),
	user_id character varying(36) NOT NULL CONSTRAINT fk_5hrm2vlf9ql5fu043kqepovbr REFERENCES user_entity (id)
);
CREATE INDEX idx_user_attribute ON user_attribute (user_id);
CREATE INDEX idx_user_attribute_name ON user_attribute (name, value);
