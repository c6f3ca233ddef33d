/* SPDX-License-Identifier: Apache-2.0 */
/*
 * com.apple.security.root: authorities of the operator's own.  A device that gets one by hand lists
 * it, and trusts it for TLS once its owner has said so in the settings.
 */
#include "profiles/payload.h"
#include "profiles/plist.h"

static bool root_explain(const struct service *service, const char **ret_obstacle,
			 enum authentication *ret_authentication)
{
	(void)service, (void)ret_obstacle, (void)ret_authentication;
	return false;
}

static int root_choose(struct payload_scene *scene)
{
	const struct profile_certificates *certificates = &scene->options->root_certificates;

	for (size_t i = 0; i < certificates->n_entries; i++) {
		const struct profile_certificate *certificate = &certificates->entries[i];

		(void)payload_add(scene,
				  &(const struct payload_choice){.payload = &payload_root,
								 .certificate = certificate,
								 .key = certificate->fingerprint,
								 .label = certificate->name});
	}

	return certificates->n_entries ? PAYLOAD_OK : PAYLOAD_E_ABSENT;
}

static int root_write(const struct payload_scene *scene, const struct payload_choice *choice,
		      struct plist *plist)
{
	(void)scene;
	plist_data(plist, "PayloadContent", choice->certificate->der, choice->certificate->size);
	return 0;
}

const struct payload payload_root = {
	.kind = "root",
	.type = "com.apple.security.root",
	.choose = root_choose,
	.explain = root_explain,
	.write = root_write,
};
