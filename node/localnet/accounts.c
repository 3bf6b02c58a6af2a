#include "node/localnet/accounts.h"

const struct localnet_account localnet_accounts[LOCALNET_ACCOUNT_COUNT] = {
    [LOCALNET_VALIDATOR] = {"validator", "secret14aj08vd2ntty7dvskdmdu4zhf23mcwgtute8dz",
                            "push certain add next grape invite tobacco bubble text romance again "
                            "lava crater pill genius vital fresh guard great patch knee series era "
                            "tonight"},
    [LOCALNET_A] = {"a", "secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03",
                    "grant rice replace explain federal release fix clever romance raise often "
                    "wild taxi quarter soccer fiber love must tape steak together observe swap "
                    "guitar"},
    [LOCALNET_B] = {"b", "secret1fc3fzy78ttp0lwuujw7e52rhspxn8uj52zfyne",
                    "jelly shadow frog dirt dragon use armed praise universe win jungle close "
                    "inmate rain oil canvas beauty pioneer chef soccer icon dizzy thunder meadow"},
    [LOCALNET_C] = {"c", "secret1ajz54hz8azwuy34qwy9fkjnfcrvf0dzswy0lqq",
                    "chair love bleak wonder skirt permit say assist aunt credit roast size obtain "
                    "minute throw sand usual age smart exact enough room shadow charge"},
    [LOCALNET_D] = {"d", "secret1ldjxljw7v4vk6zhyduywh04hpj0jdwxsmrlatf",
                    "word twist toast cloth movie predict advance crumble escape whale sail such "
                    "angry muffin balcony keen move employ cook valve hurt glimpse breeze brick"},
};
