# NOT_MONITORED account 012345678912, us-east-1: The alarm's actions are disabled. trail audit: the actions of alarm "x'; rm -rf /?$(id) ?[31m ?" are disabled. At metric filter unauthorized, log group trail. Enable the alarm's actions.
aws cloudwatch enable-alarm-actions --region us-east-1 --cli-input-json '{"AlarmNames":["x'\''; rm -rf /\n$(id) \u001b[31m \u202e"]}'
