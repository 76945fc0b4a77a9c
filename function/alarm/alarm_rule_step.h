/* The steps of a rule: what alarm_rule.c writes and alarm_rule_decide.c carries out. */
#pragma once

#include "alarm_rule.h"

enum alarm_rule_kind {
    ALARM_RULE_CONSTANT, /* pushes `constant` */
    ALARM_RULE_STATE,    /* pushes: the alarm names[first] is in one of `states` */
    ALARM_RULE_AT_LEAST, /* pushes: at least `needed` of the `count` alarms from names[first] on are */
    ALARM_RULE_NOT,      /* of the value on top */
    ALARM_RULE_AND,      /* of the two on top */
    ALARM_RULE_OR,
};

struct alarm_rule_step {
    enum alarm_rule_kind kind;
    enum alarm_truth constant;
    unsigned char states;
    size_t first, count, needed;
};
