package org.commonwatch.node.policy;

/** The gate's rules: a stable code for programs and a sentence for people. */
public enum Rule {
    OTHER_COLLECTION("other-collection", "The reader's token is for another collection."),
    OWN_SPACE("own-space", "Items on the home log are for the own organisation."),
    OWN_VALUES(
            "own-values",
            "The token was made for the own defences: it fetches values from the home log, and only those."),
    OWN_SPACE_STAYS("own-space-stays", "Items on the home log never leave through TAXII, raw payloads or disclosures."),
    SAMPLE_STAYS("sample-stays", "Sample items are shown here and leave by no export or collection."),
    RECALLED("recalled", "The item was recalled; only its history names it."),
    TLP_WITHIN("tlp-within", "The reader may see this marking."),
    TLP_ABOVE("tlp-above", "The marking is more restrictive than this reader may see."),
    UNMARKED_AS_AMBER("unmarked-as-amber", "Nobody marked the item; it is treated like TLP:AMBER until somebody does."),
    NOT_HERE("not-here", "There is no such object on this node."),
    READ_ONLY("read-only", "The token may not share."),
    SHARED_ALREADY("shared-already", "The item stands in a community's log already."),
    TLP_NOT_FOR_COMMUNITY(
            "tlp-not-for-community",
            "TLP:AMBER+STRICT and TLP:RED are never shared with a whole community; name members instead."),
    TLP_NOT_FOR_OUTSIDE(
            "tlp-not-for-outside",
            "Above TLP:GREEN nothing is shown to somebody outside the community; whoever said it can mark it anew."),
    EXPIRED_SHOWN("expired-shown", "The item's validity has ended; it is shown as such.");

    private final String code;
    private final String sentence;

    Rule(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    public String code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }
}
