/* ARNs, and what stands in their fields: partition, region, account.
 *
 *   arn:aws:sns:eu-west-1:111122223333:alerts
 *    0   1   2      3          4         5
 *
 * Views into the text that was given; nothing is allocated. ARNs come from AWS's replies and from events: a
 * field may hold anything until it is checked. */
#pragma once

#include "span.h"

/* partition of a region, by its beginning: "cn-north-1" -> "aws-cn" (aws-calls.md, section 4). */
struct span partition_of_region(struct span region);
/* [a-z0-9-]{1,63}: may enter a host name. */
bool region_is_valid(struct span region);
bool account_id_is_valid(struct span account_id); /* 12 digits */
/* Field `index` of an ARN, from 0 ("arn"); field 5 is all the rest. Absent when there are fewer. */
struct span arn_field(struct span arn, size_t index);
