package org.commonwatch.node.notify;

import java.util.Arrays;
import java.util.Locale;

/** What a message is. The code stands in {@code local.db}, the word in messages. */
enum Form {
    HIT(1),
    DIGEST(2),
    TEST(3);

    private final int code;

    Form(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Form ofCode(int code) {
        return Arrays.stream(values())
                .filter(form -> form.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no form has the code " + code));
    }
}
