/* Requirements as data: what the benchmarks print. Adding a requirement is adding a row. */
#include "prover.h"

/* A union of literals on one field, as the benchmarks write it. */
#define CALL(name)      "($.eventName = " name ")"
#define OR(name)        " || ($.eventName = " name ")"
#define OF(source)      "($.eventSource = " source ") && "
#define A_OR_B          "($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\")"
#define ROW(name)       SPAN_INIT("cis" name)
#define PATTERN(clause) SPAN_INIT("{ " clause " }")

#define UNAUTHORIZED                                                                                         \
    PATTERN(A_OR_B " && ($.sourceIPAddress != \"delivery.logs.amazonaws.com\")"                              \
                   " && ($.eventName != \"HeadBucket\")")
#define SECURITY_GROUPS                                                                                      \
    CALL("AuthorizeSecurityGroupIngress")                                                                    \
    OR("AuthorizeSecurityGroupEgress")                                                                       \
    OR("RevokeSecurityGroupIngress")                                                                         \
    OR("RevokeSecurityGroupEgress") OR("CreateSecurityGroup") OR("DeleteSecurityGroup")

/* clang-format off */
/* Control 4.n of CIS AWS Foundations 1.3.0 to 5.0.0 is 3.n of 1.2.0 and 5.n of 6.0.0 and 7.0. */
static const struct prover_required table[] = {
    {ROW(""), SPAN_INIT("2.0.0 to 7.0"),
     SPAN_INIT("unauthorized API calls"),
     SPAN_INIT("a call was refused, other than S3's HeadBucket and the log delivery's own"), UNAUTHORIZED},
    {ROW("-1.2"), SPAN_INIT("1.0.0 to 1.2.0; Security Hub CloudWatch.2"),
     SPAN_INIT("unauthorized API calls"), SPAN_INIT("a call was refused"),
     PATTERN(A_OR_B)},
    {ROW("-4.1"), SPAN_INIT("2.0.0 to 7.0"), SPAN_INIT("unauthorized API calls"),
     SPAN_INIT("the same as cis"), UNAUTHORIZED},
    {ROW("-4.2"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("console sign-in without MFA"),
     SPAN_INIT("somebody signed in to the console without a second factor, federated users included"),
     PATTERN(CALL("\"ConsoleLogin\"") " && ($.additionalEventData.MFAUsed != \"Yes\")")},
    {ROW("-4.3"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("usage of the root user"),
     SPAN_INIT("the root user did something itself"),
     PATTERN("$.userIdentity.type = \"Root\" && $.userIdentity.invokedBy NOT EXISTS"
             " && $.eventType != \"AwsServiceEvent\"")},
    {ROW("-4.4"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("IAM policy changes"),
     SPAN_INIT("a policy of IAM, or of AWS Organizations, was made, changed, attached or removed"),
     PATTERN(CALL("DeleteGroupPolicy") OR("DeleteRolePolicy") OR("DeleteUserPolicy") OR("PutGroupPolicy")
             OR("PutRolePolicy") OR("PutUserPolicy") OR("CreatePolicy") OR("DeletePolicy")
             OR("CreatePolicyVersion") OR("DeletePolicyVersion") OR("AttachRolePolicy")
             OR("DetachRolePolicy") OR("AttachUserPolicy") OR("DetachUserPolicy") OR("AttachGroupPolicy")
             OR("DetachGroupPolicy"))},
    {ROW("-4.5"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("CloudTrail configuration changes"),
     SPAN_INIT("a trail was made, changed, deleted, started or stopped"),
     PATTERN(CALL("CreateTrail") OR("UpdateTrail") OR("DeleteTrail") OR("StartLogging") OR("StopLogging"))},
    {ROW("-4.6"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("console authentication failures"),
     SPAN_INIT("a sign-in to the console failed"),
     PATTERN(CALL("ConsoleLogin") " && ($.errorMessage = \"Failed authentication\")")},
    {ROW("-4.7"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("customer keys disabled or scheduled for deletion"),
     SPAN_INIT("data under a KMS key is about to become unreadable"),
     PATTERN(OF("kms.amazonaws.com") "(" CALL("DisableKey") OR("ScheduleKeyDeletion") ")")},
    {ROW("-4.8"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("S3 bucket policy changes"),
     SPAN_INIT("who may use a bucket, or where its objects go, was changed"),
     PATTERN(OF("s3.amazonaws.com") "(" CALL("PutBucketAcl") OR("PutBucketPolicy") OR("PutBucketCors")
             OR("PutBucketLifecycle") OR("PutBucketReplication") OR("DeleteBucketPolicy")
             OR("DeleteBucketCors") OR("DeleteBucketLifecycle") OR("DeleteBucketReplication") ")")},
    {ROW("-4.9"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("AWS Config configuration changes"),
     SPAN_INIT("the recorder of configuration was stopped or changed"),
     PATTERN(OF("config.amazonaws.com") "(" CALL("StopConfigurationRecorder") OR("DeleteDeliveryChannel")
             OR("PutDeliveryChannel") OR("PutConfigurationRecorder") ")")},
    {ROW("-4.10"), SPAN_INIT("5.0.0 to 7.0"), SPAN_INIT("security group changes"),
     SPAN_INIT("a rule of a security group, or a group, was added, changed or removed"),
     PATTERN(SECURITY_GROUPS OR("ModifySecurityGroupRules"))},
    {ROW("-4.10-1.2"), SPAN_INIT("1.2.0 to 4.0.x"), SPAN_INIT("security group changes"),
     SPAN_INIT("cis-4.10 before 5.0.0: without ModifySecurityGroupRules"),
     PATTERN(SECURITY_GROUPS)},
    {ROW("-4.11"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("network ACL changes"),
     SPAN_INIT("a network ACL or an entry of one was made, replaced or deleted"),
     PATTERN(CALL("CreateNetworkAcl") OR("CreateNetworkAclEntry") OR("DeleteNetworkAcl")
             OR("DeleteNetworkAclEntry") OR("ReplaceNetworkAclEntry") OR("ReplaceNetworkAclAssociation"))},
    {ROW("-4.12"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("network gateway changes"),
     SPAN_INIT("a way out of a VPC was made, attached or removed"),
     PATTERN(CALL("CreateCustomerGateway") OR("DeleteCustomerGateway") OR("AttachInternetGateway")
             OR("CreateInternetGateway") OR("DeleteInternetGateway") OR("DetachInternetGateway"))},
    {ROW("-4.13"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("route table changes"),
     SPAN_INIT("a route, or the table that a subnet uses, was made, replaced or deleted"),
     PATTERN(CALL("CreateRoute") OR("CreateRouteTable") OR("ReplaceRoute")
             OR("ReplaceRouteTableAssociation") OR("DeleteRouteTable") OR("DeleteRoute")
             OR("DisassociateRouteTable"))},
    {ROW("-4.14"), SPAN_INIT("1.2.0 to 7.0"), SPAN_INIT("VPC changes"),
     SPAN_INIT("a VPC, a peering or a ClassicLink was made, changed or removed"),
     PATTERN(CALL("CreateVpc") OR("DeleteVpc") OR("ModifyVpcAttribute") OR("AcceptVpcPeeringConnection")
             OR("CreateVpcPeeringConnection") OR("DeleteVpcPeeringConnection")
             OR("RejectVpcPeeringConnection") OR("AttachClassicLinkVpc") OR("DetachClassicLinkVpc")
             OR("DisableVpcClassicLink") OR("EnableVpcClassicLink"))},
    {ROW("-4.15"), SPAN_INIT("1.3.0 to 7.0"), SPAN_INIT("AWS Organizations changes"),
     SPAN_INIT("accounts, units or policies of the organization were changed"),
     PATTERN(OF("organizations.amazonaws.com") "(" CALL("AcceptHandshake") OR("AttachPolicy")
             OR("CreateAccount") OR("CreateOrganizationalUnit") OR("CreatePolicy") OR("DeclineHandshake")
             OR("DeleteOrganization") OR("DeleteOrganizationalUnit") OR("DeletePolicy") OR("DetachPolicy")
             OR("DisablePolicyType") OR("EnablePolicyType") OR("InviteAccountToOrganization")
             OR("LeaveOrganization") OR("MoveAccount") OR("RemoveAccountFromOrganization")
             OR("UpdatePolicy") OR("UpdateOrganizationalUnit") ")")},
};
/* clang-format on */

const struct prover_required *prover_requirements(size_t *count) {
    *count = sizeof table / sizeof *table;
    return table;
}

struct span prover_requirement(struct span name_or_pattern) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (span_equal(table[i].name, name_or_pattern))
            return table[i].pattern;
    return name_or_pattern;
}
