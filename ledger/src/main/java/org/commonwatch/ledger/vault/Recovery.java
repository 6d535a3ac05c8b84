package org.commonwatch.ledger.vault;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * A copy of a vault's key for the owner, as a file to print or to lock away: it opens the vault, and every backup made since its
 * keys were last encrypted anew, when the secret is lost. Never printed by accident.
 */
public final class Recovery {
    static final int BYTES_MAX = 4_096;

    private static final String HEAD = "commonwatch-recovery 1";
    private static final int CHECK_DIGITS = 8;
    private static final Pattern LINES = Pattern.compile(
            HEAD + "\nvault: ([0-9a-f]{32})\nkey: ((?:[0-9a-f]{8} ){7}[0-9a-f]{8})\ncheck: ([0-9a-f]{8})");

    private final String vault;
    private final byte[] key;

    Recovery(String vault, byte[] key) {
        this.vault = vault;
        this.key = key.clone();
    }

    /** The vault it opens. */
    public String vault() {
        return vault;
    }

    byte[] key() {
        return key.clone();
    }

    /** The file's text. Whoever reads it opens the vault. */
    public String text() {
        String digits = HexFormat.of().formatHex(key);
        return """
                # Commonwatch recovery file. Whoever has it and a copy of the home folder or of a backup opens that node's
                # keys. Keep it away from both: on paper, in a safe. `commonwatch keys reencrypt --recovery FILE` uses it.
                %s
                vault: %s
                key: %s
                check: %s
                """.formatted(HEAD, vault, digits.replaceAll("(.{8})(?!$)", "$1 "), check(vault, digits));
    }

    /**
     * Reads it back, also when it was typed from paper: lines that begin with {@code #} and empty ones do not count, nor do
     * blanks around a line or capitals.
     *
     * @throws Refused {@code recovery-malformed}
     */
    public static Recovery parse(byte[] bytes) throws Refused {
        if (bytes.length > BYTES_MAX) {
            throw malformed();
        }
        List<String> lines = new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.toLowerCase(java.util.Locale.ROOT))
                .toList();
        Matcher form = LINES.matcher(String.join("\n", lines));
        if (!form.matches()) {
            throw malformed();
        }
        String digits = form.group(2).replace(" ", "");
        if (!form.group(3).equals(check(form.group(1), digits))) {
            throw malformed();
        }
        return new Recovery(form.group(1), HexFormat.of().parseHex(digits));
    }

    private static String check(String vault, String digits) {
        return Digest.of((HEAD + "\n" + vault + "\n" + digits).getBytes(StandardCharsets.US_ASCII))
                .hex()
                .substring(0, CHECK_DIGITS);
    }

    private static Refused malformed() {
        return Refusal.of(
                        "recovery-malformed",
                        "",
                        "This is no recovery file, or a digit of it is wrong; it has the lines '" + HEAD
                                + "', 'vault:', 'key:' and 'check:'.")
                .toException();
    }

    @Override
    public String toString() {
        return "Recovery[" + vault + "]";
    }
}
