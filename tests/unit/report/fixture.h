/* One small account as a value: a trail, a filter, an alarm, a topic, an e-mail subscription. Tests break it.
 */
#pragma once

#include "test.h"

#include "report.h"

#include <math.h>

#define REQUIREMENT                                                                                          \
    "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") && "                  \
    "($.sourceIPAddress != \"delivery.logs.amazonaws.com\") && ($.eventName != \"HeadBucket\") }"
#define NARROW "{ $.errorCode = \"*UnauthorizedOperation\" }"
#define WITNESS                                                                                              \
    "{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\"},\"eventSource\":\"sts.amazonaws."    \
    "com\","                                                                                                 \
    "\"eventName\":\"GetCallerIdentity\",\"errorCode\":\"AccessDeniedException\"}"

struct fixture {
    struct facts facts;
    struct trail trail;
    struct metric_transformation transformation;
    struct metric_filter filter;
    struct subscription subscription;
    struct subscription_filter siem_filter;
    struct path path;
    struct heard heard;
    struct proof_filter proof_filter;
    struct proof proof;
    struct findings findings;
    struct report report;
};

static inline void fixture_proof(struct fixture *f) {
    f->proof_filter =
        (struct proof_filter){.pattern = SPAN(NARROW), .class = FILTER_NARROWER, .misses = SPAN(WITNESS)};
    f->proof = (struct proof){
        .coverage = COVERAGE_UNCOVERED,
        .requirement = SPAN(REQUIREMENT),
        .witness = SPAN(WITNESS),
        .realism = REALISM_TRUE,
        .filters = &f->proof_filter,
        .filter_count = 1,
    };
}

static inline void fixture_path(struct fixture *f) {
    f->path = (struct path){
        .complete = true,
        .trail = &f->trail,
        .log_group_arn = SPAN("arn:aws:logs:us-east-1:012345678912:log-group:trail-logs:*"),
        .filter = &f->filter,
        .filter_class = SPAN("equivalent"),
        .alarm_arn = SPAN("arn:aws:cloudwatch:us-east-1:012345678912:alarm:denied-alarm"),
        .alarm_name = SPAN("denied-alarm"),
        .events_to_alarm = 1,
        .minutes_to_alarm = 1,
        .topic_arn = SPAN("arn:aws:sns:us-east-1:012345678912:alerts"),
        .subscription = &f->subscription,
    };
}

/* MONITORED. The fixture must not be moved afterwards: it points into itself. */
static inline void fixture_init(struct fixture *f) {
    *f = (struct fixture){0};
    f->facts = (struct facts){
        .account_id = SPAN("012345678912"), .region = SPAN("us-east-1"), .partition = SPAN("aws")};
    f->trail = (struct trail){
        .arn = SPAN("arn:aws:cloudtrail:us-east-1:012345678912:trail/management-events"),
        .name = SPAN("management-events"),
        .home_region = SPAN("us-east-1"),
        .multi_region = true,
    };
    f->transformation = (struct metric_transformation){
        .metric_name = SPAN("Denied"),
        .metric_namespace = SPAN("Security"),
        .metric_value = SPAN("1"),
        .default_value = NAN,
    };
    f->filter = (struct metric_filter){
        .name = SPAN("denied-filter"), .log_group_name = SPAN("trail-logs"), .pattern = SPAN(REQUIREMENT)};
    f->filter.transformations.items = &f->transformation;
    f->filter.transformations.count = 1;
    f->subscription = (struct subscription){.arn = SPAN("arn:aws:sns:us-east-1:012345678912:alerts:0a0a"),
                                            .protocol = SPAN("email")};
    fixture_path(f);
    fixture_proof(f);
    f->findings = (struct findings){
        .verdict = VERDICT_MONITORED,
        .deciding = &f->path,
        .requirement = SPAN(REQUIREMENT),
        .paths = &f->path,
        .path_count = 1,
        .alarms_listed = true,
    };
    f->report = (struct report){.facts = &f->facts, .findings = &f->findings};
}

/* The path breaks at a hop for a reason. */
static inline void fixture_break(struct fixture *f, enum reason reason, enum hop hop, const char *detail) {
    f->path.complete = false;
    f->path.reason = reason;
    f->path.hop = hop;
    f->path.detail = span_from_cstr(detail);
    f->findings.verdict = reason_info(reason)->verdict;
    f->findings.reason = reason;
    f->findings.hop = hop;
    f->findings.detail = f->path.detail;
    f->path.needed = true;
}

/* The alarm behind the filter tells somebody, or (rings false) would, if it rang. */
static inline void fixture_hear(struct fixture *f, bool rings) {
    f->heard = (struct heard){
        .log_group_arn = f->path.log_group_arn,
        .filter = &f->filter,
        .rings = rings,
        .topic_arn = f->path.topic_arn,
        .subscription = &f->subscription,
    };
    f->findings.heard = &f->heard;
    f->findings.heard_count = 1;
}

/* The path ends in a SIEM. */
static inline void fixture_siem(struct fixture *f) {
    f->siem_filter = (struct subscription_filter){
        .name = SPAN("to-siem"),
        .pattern = SPAN(""),
        .destination_arn = SPAN("arn:aws:logs:us-east-1:444455556666:destination:siem"),
    };
    f->path = (struct path){
        .complete = true,
        .trail = &f->trail,
        .log_group_arn = f->path.log_group_arn,
        .siem_filter = &f->siem_filter,
        .filter_class = SPAN("wider"),
        .events_to_alarm = -1,
        .minutes_to_alarm = -1,
    };
}

/* The filter counts too little. */
static inline void fixture_narrow(struct fixture *f) {
    fixture_break(f, REASON_FILTER_MISSES_EVENTS, HOP_FILTER, NULL);
    f->filter.pattern = SPAN(NARROW);
    f->path.filter_class = SPAN("narrower");
    f->findings.witness = SPAN(WITNESS);
    f->findings.proof = &f->proof;
}

#define assert_contains(text, part)                                                                          \
    do {                                                                                                     \
        struct span whole = (text);                                                                          \
        if (!span_contains(whole, span_from_cstr(part)))                                                     \
            fail_msg("\"%s\" is not in \"%.*s\"", part, SPAN_FMT(whole));                                    \
    } while (0)
#define assert_lacks(text, part)                                                                             \
    do {                                                                                                     \
        struct span whole = (text);                                                                          \
        if (span_contains(whole, span_from_cstr(part)))                                                      \
            fail_msg("\"%s\" is in \"%.*s\"", part, SPAN_FMT(whole));                                        \
    } while (0)
