/* SPDX-License-Identifier: Apache-2.0 */
/* Paths at which clients look for a service of a domain whose host they know (RFC 8615). */
#pragma once

#define WELL_KNOWN_CALDAV "/.well-known/caldav"   /* RFC 6764 section 5 */
#define WELL_KNOWN_CARDDAV "/.well-known/carddav" /* RFC 6764 section 5 */
#define WELL_KNOWN_JMAP "/.well-known/jmap"       /* RFC 8620 section 2.2 */
