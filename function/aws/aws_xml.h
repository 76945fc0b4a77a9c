/* XML replies of SNS and STS as the JSON that the same service would have sent in the JSON protocol.
 *
 *   <R><Subscriptions><member><Owner>1</Owner></member></Subscriptions></R> {"Subscriptions":[{"Owner":"1"}]}
 *   <R><Attributes><entry><key>k</key><value>v</value></entry></Attributes></R>  {"Attributes":{"k":"v"}}
 *
 * An element without child elements is a string. Namespaces and attributes are ignored: they differ by
 * service and say nothing. The only file that includes <expat.h>. */
#pragma once

#include "json.h"

enum {
    AWS_XML_DEPTH_LIMIT = 64,
    AWS_XML_ELEMENTS_LIMIT = 64 * 1024, /* a page of SNS has 600 */
};

/* `list`, `map`: names of the elements that hold <member> or <entry>, empty or not; NULL: none. *out is what
 * the document element holds. Fails with Function.Transient on what is not well-formed, on a DOCTYPE (entity
 * bombs need one) and beyond the limits. Everything lives in the arena. */
MUST_CHECK bool aws_xml_parse(struct arena *arena, struct span text, const char *list, const char *map,
                              const struct json **out, struct error *err);
