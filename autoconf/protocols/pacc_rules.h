/* SPDX-License-Identifier: Apache-2.0 */
/* What of a domain PACC can say: for the one that writes it. */
#pragma once

#include <stdbool.h>

#include "protocols/pacc.h"
#include "service.h"

/* The one service of a type that stands in the document, or NULL. */
const struct service *pacc_find(const struct domain *domain, enum service_type type);

bool pacc_takes_password(const struct service *service);
/* And there is an issuer to name. */
bool pacc_takes_oauth2(const struct domain *domain, const struct service *service);
