#include "arn.h"

struct span arn_field(struct span arn, size_t index) {
    struct span field = SPAN_ABSENT;
    for (size_t i = 0; i < index && i < 5; i++)
        if (!span_next_field(&arn, ':', &field))
            return SPAN_ABSENT;
    if (index >= 5)
        return arn;
    return span_next_field(&arn, ':', &field) ? field : SPAN_ABSENT;
}

bool region_is_valid(struct span region) {
    for (size_t i = 0; i < region.len; i++) {
        char c = region.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return region.len >= 1 && region.len <= 63;
}

bool account_id_is_valid(struct span account_id) {
    int64_t digits;
    return account_id.len == 12 && span_to_int64(account_id, &digits);
}

struct span partition_of_region(struct span region) {
    static const struct {
        struct span prefix, partition;
    } partitions[] = {
        {SPAN_INIT("us-gov-"), SPAN_INIT("aws-us-gov")}, {SPAN_INIT("cn-"), SPAN_INIT("aws-cn")},
        {SPAN_INIT("eusc-"), SPAN_INIT("aws-eusc")},     {SPAN_INIT("us-isob-"), SPAN_INIT("aws-iso-b")},
        {SPAN_INIT("us-isof-"), SPAN_INIT("aws-iso-f")}, {SPAN_INIT("us-iso-"), SPAN_INIT("aws-iso")},
        {SPAN_INIT("eu-isoe-"), SPAN_INIT("aws-iso-e")},
    };
    for (size_t i = 0; i < sizeof partitions / sizeof *partitions; i++)
        if (span_starts_with(region, partitions[i].prefix))
            return partitions[i].partition;
    return SPAN("aws");
}
