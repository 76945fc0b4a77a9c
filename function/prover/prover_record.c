#include "prover_record.h"

#define OPTIONAL_STRING (MAY_BE_ABSENT | MAY_BE_STRING)
#define OPTIONAL_FLAG   (MAY_BE_ABSENT | MAY_BE_TRUE | MAY_BE_FALSE)
#define OPTIONAL_OBJECT (MAY_BE_ABSENT | MAY_BE_NULL | MAY_BE_OBJECT)

#define ISSUER "userIdentity.sessionContext.sessionIssuer"

static const struct record_field fields[] = {
    /* T1 */
    {SPAN_INIT("eventVersion"), MAY_BE_STRING, TEXT_PLAIN, false},
    {SPAN_INIT("eventTime"), MAY_BE_STRING, TEXT_PLAIN, false},
    {SPAN_INIT("eventSource"), MAY_BE_STRING, TEXT_PLAIN, false},
    {SPAN_INIT("eventName"), MAY_BE_STRING, TEXT_PLAIN, false},
    {SPAN_INIT("awsRegion"), MAY_BE_STRING, TEXT_PLAIN, false},
    {SPAN_INIT("userIdentity"), MAY_BE_OBJECT, TEXT_ANY, false},
    /* T1 and T3 */
    {SPAN_INIT("sourceIPAddress"), MAY_BE_STRING, TEXT_ADDRESS, false},
    /* T2 */
    {SPAN_INIT("errorCode"), OPTIONAL_STRING, TEXT_PLAIN, false},
    {SPAN_INIT("errorMessage"), OPTIONAL_STRING, TEXT_ANY, false},
    /* T7 */
    {SPAN_INIT("userIdentity.type"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("userIdentity.arn"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("userIdentity.accountId"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("userIdentity.principalId"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("userIdentity.userName"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("userIdentity.invokedBy"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("userIdentity.accessKeyId"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("userIdentity.sessionContext"), MAY_BE_ABSENT | MAY_BE_OBJECT, TEXT_ANY, false},
    {SPAN_INIT(ISSUER), MAY_BE_ABSENT | MAY_BE_OBJECT, TEXT_ANY, false},
    {SPAN_INIT(ISSUER ".type"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT(ISSUER ".principalId"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT(ISSUER ".arn"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT(ISSUER ".accountId"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT(ISSUER ".userName"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("eventType"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("eventCategory"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("recipientAccountId"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("vpcEndpointId"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("userAgent"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("requestID"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("eventID"), OPTIONAL_STRING, TEXT_ANY, false},
    {SPAN_INIT("readOnly"), OPTIONAL_FLAG, TEXT_ANY, false},
    {SPAN_INIT("managementEvent"), OPTIONAL_FLAG, TEXT_ANY, false},
    {SPAN_INIT("requestParameters"), OPTIONAL_OBJECT, TEXT_ANY, false},
    {SPAN_INIT("responseElements"), OPTIONAL_OBJECT, TEXT_ANY, false},
    {SPAN_INIT("additionalEventData"), OPTIONAL_OBJECT, TEXT_ANY, false},
    /* What the trail's selectors see. */
    {SPAN_INIT("(recorded as readOnly)"), MAY_BE_TRUE | MAY_BE_FALSE, TEXT_ANY, true},
};

const struct record_field *record_field(struct span path) {
    static const struct record_field untyped = {SPAN_INIT(""), MAY_BE_ANYTHING, TEXT_ANY, false};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (span_equal(fields[i].path, path))
            return &fields[i];
    return &untyped;
}

/* The usual value first: a witness takes the first one that fits. */
static const struct span error_codes[] = {
    SPAN_INIT("AccessDenied"),          SPAN_INIT("Client.UnauthorizedOperation"),
    SPAN_INIT("AccessDeniedException"), SPAN_INIT("UnauthorizedOperation"),
    SPAN_INIT("VpceAccessDenied"),      SPAN_INIT("ThrottlingException")};
static const struct span event_sources[] = {
    SPAN_INIT("iam.amazonaws.com"), SPAN_INIT("ec2.amazonaws.com"), SPAN_INIT("kms.amazonaws.com"),
    SPAN_INIT("s3.amazonaws.com"),  SPAN_INIT("sts.amazonaws.com"), SPAN_INIT("signin.amazonaws.com")};
static const struct span event_names[] = {SPAN_INIT("ListUsers"),    SPAN_INIT("DescribeInstances"),
                                          SPAN_INIT("Decrypt"),      SPAN_INIT("GetObject"),
                                          SPAN_INIT("HeadBucket"),   SPAN_INIT("AssumeRole"),
                                          SPAN_INIT("ConsoleLogin"), SPAN_INIT("RunInstances")};
static const struct span addresses[] = {SPAN_INIT("198.51.100.10"), SPAN_INIT("AWS Internal"),
                                        SPAN_INIT("delivery.logs.amazonaws.com"),
                                        SPAN_INIT("cloudtrail.amazonaws.com"), SPAN_INIT("2001:db8::10")};
static const struct span identity_types[] = {SPAN_INIT("AssumedRole"), SPAN_INIT("IAMUser"),
                                             SPAN_INIT("AWSAccount"),  SPAN_INIT("AWSService"),
                                             SPAN_INIT("Root"),        SPAN_INIT("FederatedUser")};
static const struct span regions[] = {SPAN_INIT("us-east-1"), SPAN_INIT("eu-central-1")};
static const struct span accounts[] = {SPAN_INIT("111122223333"), SPAN_INIT("444455556666")};
static const struct span event_types[] = {SPAN_INIT("AwsApiCall"), SPAN_INIT("AwsServiceEvent"),
                                          SPAN_INIT("AwsConsoleSignIn"), SPAN_INIT("AwsConsoleAction"),
                                          SPAN_INIT("AwsVpceEvent")};
static const struct span categories[] = {SPAN_INIT("Management"), SPAN_INIT("Data"),
                                         SPAN_INIT("NetworkActivity")};
static const struct span versions[] = {SPAN_INIT("1.08"), SPAN_INIT("1.11")};
static const struct span agents[] = {SPAN_INIT("aws-cli/2.15.0")};
static const struct span times[] = {SPAN_INIT("2025-01-01T12:00:00Z")};
static const struct span arns[] = {SPAN_INIT("arn:aws:sts::111122223333:assumed-role/example/example")};
static const struct span principals[] = {SPAN_INIT("AROAEXAMPLE:example")};
static const struct span users[] = {SPAN_INIT("alice"), SPAN_INIT("bob")};
static const struct span callers[] = {SPAN_INIT("cloudformation.amazonaws.com"),
                                      SPAN_INIT("config.amazonaws.com")};
static const struct span keys[] = {SPAN_INIT("AKIAIOSFODNN7EXAMPLE")};
static const struct span endpoints[] = {SPAN_INIT("vpce-0123456789abcdef0")};
static const struct span issuer_types[] = {SPAN_INIT("Role")};
static const struct span issuers[] = {SPAN_INIT("example")};
static const struct span requests[] = {SPAN_INIT("11111111-2222-3333-4444-555555555555")};
static const struct span events[] = {SPAN_INIT("66666666-7777-8888-9999-000000000000")};

struct known {
    struct span path;
    const struct span *values;
    size_t count;
};

#define KNOWN(path, values)                                                                                  \
    { SPAN_INIT(path), values, sizeof(values) / sizeof *(values) }

static const struct known known_values[] = {
    KNOWN("errorCode", error_codes),
    KNOWN("eventSource", event_sources),
    KNOWN("eventName", event_names),
    KNOWN("sourceIPAddress", addresses),
    KNOWN("userIdentity.type", identity_types),
    KNOWN("userIdentity.accountId", accounts),
    KNOWN("recipientAccountId", accounts),
    KNOWN("awsRegion", regions),
    KNOWN("eventType", event_types),
    KNOWN("eventCategory", categories),
    KNOWN("eventVersion", versions),
    KNOWN("eventTime", times),
    KNOWN("userAgent", agents),
    KNOWN("userIdentity.arn", arns),
    KNOWN("userIdentity.principalId", principals),
    KNOWN("userIdentity.userName", users),
    KNOWN("userIdentity.invokedBy", callers),
    KNOWN("userIdentity.accessKeyId", keys),
    KNOWN(ISSUER ".type", issuer_types),
    KNOWN(ISSUER ".userName", issuers),
    KNOWN("vpcEndpointId", endpoints),
    KNOWN("requestID", requests),
    KNOWN("eventID", events),
};

const struct span *record_known_values(struct span path, size_t *count) {
    for (size_t i = 0; i < sizeof known_values / sizeof *known_values; i++)
        if (span_equal(known_values[i].path, path)) {
            *count = known_values[i].count;
            return known_values[i].values;
        }
    *count = 0;
    return NULL;
}

const struct span record_realistic[RECORD_REALISTIC_COUNT] = {
    /* T4: HeadBucket and delivery.logs mean S3, and S3 refuses with AccessDenied. */
    SPAN_INIT("{ $.sourceIPAddress != delivery.logs.amazonaws.com && $.eventName != HeadBucket"
              " || $.eventSource = s3.amazonaws.com && ($.errorCode NOT EXISTS || $.errorCode = AccessDenied"
              " || $.errorCode != *UnauthorizedOperation && $.errorCode != AccessDenied*) }"),
    /* T5: *UnauthorizedOperation comes from EC2. */
    SPAN_INIT("{ $.errorCode NOT EXISTS || $.errorCode != *UnauthorizedOperation"
              " || $.eventSource = ec2.amazonaws.com }"),
};

const struct record_clause record_clauses[RECORD_CLAUSE_COUNT] = {
    /* T1: Insight records are outside. */
    {SPAN_INIT("eventType"), SPAN_INIT("{ $.eventType NOT EXISTS || $.eventType != AwsCloudTrailInsight }")},
    /* Where the record shows $.readOnly, it has the value that the trail recorded it under. */
    {SPAN_INIT("(recorded as readOnly)"),
     SPAN_INIT("{ $.readOnly NOT EXISTS || $.readOnly IS TRUE && $.['(recorded as readOnly)'] IS TRUE"
               " || $.readOnly IS FALSE && $.['(recorded as readOnly)'] IS FALSE }")},
};
