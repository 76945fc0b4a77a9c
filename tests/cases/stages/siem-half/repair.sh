# MONITORED account 012345678912, us-east-1: Unauthorized API calls are heard (told: email, SIEM): trail audit, filters unauthorized, to-siem, alarm unauthorized, topic alerts, log group trail, SIEM arn:aws:logs:us-east-1:222222222222:destination:siem.
# nothing is to do
