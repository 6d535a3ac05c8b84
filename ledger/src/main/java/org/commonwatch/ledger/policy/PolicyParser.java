package org.commonwatch.ledger.policy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.note.NoteKey;

/**
 * Reads tlog-policy text. Stricter than the specification in one thing: the text must be UTF-8, so that two ways of writing
 * a name cannot look the same to us and differ to others.
 */
final class PolicyParser {
    /** A whole file: 64 lines each of logs and witnesses with post-quantum keys, groups, and room for comments. */
    static final int BYTES_MAX = 512 * 1024;

    private static final int LINES_MAX = 4_096;

    private final PolicyBuilder builder = new PolicyBuilder();
    private Optional<Policy> finished = Optional.empty();

    private PolicyParser() {}

    static Policy parse(byte[] bytes) throws Refused {
        if (bytes.length > BYTES_MAX) {
            throw PolicyBuilder.refuse(
                    "policy-long", "A policy has at most " + BYTES_MAX + " bytes.", "" + bytes.length);
        }
        PolicyParser parser = new PolicyParser();
        String text = text(bytes);
        if (!text.endsWith("\n")) {
            throw PolicyBuilder.refuse("policy-line", "Every line of a policy ends in a newline.", "");
        }
        List<String> lines = Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1));
        if (lines.size() > LINES_MAX) {
            throw PolicyBuilder.refuse(
                    "policy-long", "A policy has at most " + LINES_MAX + " lines.", "" + lines.size());
        }
        for (int i = 0; i < lines.size(); i++) {
            try {
                parser.line(lines.get(i));
            } catch (Refused e) {
                throw e.refusal().under("line " + (i + 1)).toException();
            }
        }
        return parser.finished.orElseThrow(
                () -> PolicyBuilder.refuse("policy-quorum", "The policy has no quorum line.", ""));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) throws Refused {
        int line = 1;
        for (byte b : bytes) {
            boolean allowed = b == '\t' || b == '\n' || ((b & 0xff) >= 0x20 && b != 0x7f);
            if (!allowed) {
                throw Refusal.of("policy-character", "line " + line, "The only control characters are tab and newline.")
                        .toException();
            }
            line += b == '\n' ? 1 : 0;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw PolicyBuilder.refuse("policy-character", "The policy is not UTF-8.", "");
        }
    }

    private void line(String line) throws Refused {
        String trimmed = line.replaceAll("^[ \t]+|[ \t]+$", "");
        if (trimmed.isEmpty() || trimmed.startsWith("#")) {
            return;
        }
        List<String> words = Arrays.asList(trimmed.split("[ \t]+"));
        switch (words.getFirst()) {
            case "log" -> {
                words(words, 2, 3, "log VKEY [URL]");
                builder.log(NoteKey.parse(words.get(1)), word(words, 2));
            }
            case "witness" -> {
                words(words, 3, 4, "witness NAME VKEY [URL]");
                builder.witness(words.get(1), CosignerKey.parse(words.get(2)), word(words, 3));
            }
            case "group" -> {
                words(words, 4, Integer.MAX_VALUE, "group NAME all|any|K MEMBER...");
                List<String> members = words.subList(3, words.size());
                builder.group(words.get(1), threshold(words.get(2), members.size()), members);
            }
            case "quorum" -> {
                words(words, 2, 2, "quorum NAME");
                if (finished.isPresent()) {
                    throw PolicyBuilder.refuse("policy-quorum", "A policy has one quorum line.", words.get(1));
                }
                finished = Optional.of(builder.quorum(words.get(1)));
                return;
            }
            default ->
                throw PolicyBuilder.refuse(
                        "policy-line", "A line starts with log, witness, group or quorum.", words.getFirst());
        }
        // The order of lines is free but for names; what follows the quorum line still belongs to the policy.
        if (finished.isPresent()) {
            finished = Optional.of(builder.quorum(finished.get().quorum()));
        }
    }

    private static int threshold(String word, int members) throws Refused {
        if (word.equals("any")) {
            return 1;
        }
        if (word.equals("all")) {
            return members;
        }
        boolean decimal = word.matches("[1-9][0-9]{0,3}");
        if (!decimal) {
            throw PolicyBuilder.refuse("policy-threshold", "A threshold is any, all or a decimal number.", word);
        }
        return Integer.parseInt(word);
    }

    private static void words(List<String> words, int min, int max, String form) throws Refused {
        if (words.size() < min || words.size() > max) {
            throw PolicyBuilder.refuse("policy-line", "The line has the form: " + form + ".", words.size() + " words");
        }
    }

    private static Optional<String> word(List<String> words, int index) {
        return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
    }
}
