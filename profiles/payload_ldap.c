/* SPDX-License-Identifier: Apache-2.0 */
/*
 * com.apple.ldap.account: a directory of people, read by whoever writes a mail.  There is no key
 * for the port: devices take 636 with TLS and 389 without.
 */
#include "account.h"
#include "cleanup.h"
#include "profiles/payload.h"
#include "profiles/plist.h"

#define PORT_TLS 636
#define PORT_CLEAR 389

static bool is_anonymous(const struct service *service)
{
	return !service_takes(service, AUTHENTICATION_PASSWORD);
}

static const char *obstacle(const struct service *service)
{
	if (is_anonymous(service) && !service_takes(service, AUTHENTICATION_NONE))
		return "a profile can only say a password";
	if (service->security == SECURITY_STARTTLS)
		return "STARTTLS of an LDAP server cannot be said in a profile";
	if (service->port != (service->security == SECURITY_TLS ? PORT_TLS : PORT_CLEAR))
		return "a profile has no word for the port of an LDAP server";
	if (payload_host_is_personal(service->host))
		return "its host depends on who asks";

	return NULL;
}

static bool ldap_explain(const struct service *service, const char **ret_obstacle,
			 enum authentication *ret_authentication)
{
	if (service->type != SERVICE_LDAP)
		return false;

	*ret_obstacle = obstacle(service);
	*ret_authentication = is_anonymous(service) ? AUTHENTICATION_NONE : AUTHENTICATION_PASSWORD;
	return true;
}

static int ldap_choose(struct payload_scene *scene)
{
	return payload_choose_first(scene, &payload_ldap);
}

static void write_search(struct plist *plist, const char *name, const char *base)
{
	if (!base)
		return;

	plist_array_open(plist, "LDAPSearchSettings");
	plist_dict_open(plist);
	plist_string(plist, "LDAPSearchSettingDescription", name);
	plist_string(plist, "LDAPSearchSettingScope", "LDAPSearchSettingScopeSubtree");
	plist_string(plist, "LDAPSearchSettingSearchBase", base);
	plist_dict_close(plist);
	plist_array_close(plist);
}

static int ldap_write(const struct payload_scene *scene, const struct payload_choice *choice,
		      struct plist *plist)
{
	const struct service *service = choice->service;
	_cleanup_(freep) char *host = NULL, *username = NULL;
	int r;

	r = payload_host(service->host, scene->account, &host);
	if (r)
		return r;
	r = payload_username(service, scene->account, &username);
	if (r)
		return r;

	plist_string(plist, "LDAPAccountDescription", scene->name);
	plist_string(plist, "LDAPAccountHostName", host);
	plist_bool(plist, "LDAPAccountUseSSL", service->security == SECURITY_TLS);
	plist_string(plist, "LDAPAccountUserName", is_anonymous(service) ? NULL : username);
	write_search(plist, scene->name, service->search_base);
	return 0;
}

const struct payload payload_ldap = {
	.bit = PROFILE_PAYLOAD_LDAP,
	.kind = "ldap",
	.type = "com.apple.ldap.account",
	.choose = ldap_choose,
	.explain = ldap_explain,
	.write = ldap_write,
};
