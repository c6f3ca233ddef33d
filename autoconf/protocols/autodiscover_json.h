/* SPDX-License-Identifier: Apache-2.0 */
/* Where Autodiscover V2 is asked, in any letter case. */
#pragma once

#define AUTODISCOVER_JSON_PATH "/autodiscover/autodiscover.json"
#define AUTODISCOVER_JSON_ADDRESS_PREFIX AUTODISCOVER_JSON_PATH "/v1.0/" /* and the address */
