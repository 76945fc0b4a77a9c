# MONITORED account 012345678912, us-east-1: Unauthorized API calls are heard (told: email): trail audit, filter unauthorized, alarm unauthorized, topic alerts.
# nothing is to do
