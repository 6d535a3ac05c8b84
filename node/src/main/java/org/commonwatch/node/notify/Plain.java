package org.commonwatch.node.notify;

/** Foreign text as one line that moves no cursor and turns no text around. */
final class Plain {
    private Plain() {}

    /** Control and format characters, line and paragraph separators become U+FFFD. */
    static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "\ufffd");
    }

    /** The same, cut to so many characters; never within a pair. */
    static String line(String text, int charsMax) {
        String line = line(text);
        if (line.length() <= charsMax) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return line.substring(0, end) + "…";
    }

    /** So that no mail program makes a link of it and no filter takes the message for the threat. */
    static String defanged(String kind, String value) {
        return switch (kind) {
            case "ipv4", "ipv6", "cidr", "domain", "url", "email" ->
                value.replaceFirst("(?i)^http", "hxxp").replace(".", "[.]").replace("@", "[@]");
            default -> value;
        };
    }
}
