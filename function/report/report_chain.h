/* The hops of a path by name: what annotation, drawing and reply say of one. */
#pragma once

#include "findings.h"

enum { CHAIN_HOPS = HOP_SUBSCRIPTION - HOP_TRAIL + 1 };

/* "metric filter"; for HOP_NONE "chain". */
const char *report_hop_label(enum hop hop);
/* Did the path come as far as this hop, be it to break there? */
bool report_path_reached(const struct path *path, enum hop hop);
/* The name of what stands at this hop, as AWS gave it; absent: nothing there, or not reached. */
struct span report_hop_name(const struct path *path, enum hop hop);

/* "arn:aws:logs:r:a:log-group:NAME:*" -> "NAME"; the text itself when it is no such ARN. */
struct span report_log_group_name(struct span arn);
/* "arn:aws:sns:r:a:NAME" -> "NAME" */
struct span report_topic_name(struct span arn);
/* The account of the deciding path's log group when that is not the judged one, as an organization's may be;
 * else absent. */
struct span report_other_account(const struct findings *findings, struct span judged_account_id);
/* Do both ARNs name the same region and account? */
bool report_same_place(struct span arn, struct span other_arn);

struct chain_filters {
    struct chain_filter {
        const struct path *path;
    } * items;
    size_t count, capacity;
};
/* The filters of complete paths, metric filters and those to a SIEM, each once: by the first path of each. */
struct chain_filters report_complete_filters(struct arena *arena, const struct findings *findings);

/* What could not be read and what is missing for it: "permission sns:GetTopicAttributes is missing for ...";
 * absent when `fact` is NULL or was read. */
struct span report_unread_text(struct arena *arena, const struct fact *fact);
