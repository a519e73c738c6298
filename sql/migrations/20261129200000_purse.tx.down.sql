DROP TABLE pay_setting;

--bun:split

DROP TABLE subsidy;

--bun:split

DROP TABLE purse_rule;
