/* SPDX-License-Identifier: Apache-2.0 */
/* What a device shows of a profile and its payloads where the operator says nothing. */
#pragma once

/* Of a payload's kind, or of the profile as a whole (NULL), in the language or in English. */
const char *profile_description(const char *kind, const char *language);
