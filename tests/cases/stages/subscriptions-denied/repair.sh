# CANNOT_VERIFY account 012345678912, us-east-1: Cannot verify: permission sns:ListSubscriptionsByTopic is missing for arn:aws:sns:us-east-1:012345678912:alerts. At alarm unauthorized, metric filter unauthorized, log group trail, trail audit. Grant the permission to the role that reads the account.
# no command of the AWS CLI can mend this
