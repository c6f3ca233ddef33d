-- SPDX-License-Identifier: Apache-2.0
-- The tables of the ISPMail tutorials on MariaDB, restated from their columns.

CREATE TABLE virtual_domains (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	name VARCHAR(255) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

CREATE TABLE virtual_users (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	domain_id INT NOT NULL,
	email VARCHAR(100) NOT NULL,
	password VARCHAR(150) NOT NULL DEFAULT '',
	quota BIGINT NOT NULL DEFAULT 0,
	UNIQUE KEY email (email),
	FOREIGN KEY (domain_id) REFERENCES virtual_domains (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

CREATE TABLE virtual_aliases (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	domain_id INT NOT NULL,
	source VARCHAR(100) NOT NULL,
	destination VARCHAR(100) NOT NULL,
	FOREIGN KEY (domain_id) REFERENCES virtual_domains (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
