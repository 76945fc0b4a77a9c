# NOT_MONITORED account 012345678912, us-east-1: The account has no trail of its own. no trail is seen in us-east-1. Create a multi-region trail that writes to a CloudWatch Logs log group.
# no command of the AWS CLI can mend this
