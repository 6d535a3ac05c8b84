package org.commonwatch.ledger.vault;

import java.util.Arrays;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** What opens a vault, from outside its folder. Never printed. */
public sealed interface Unlock {
    /** Fewer bytes could be guessed; what people remember is a {@link Passphrase}. */
    int SECRET_BYTES_MIN = 32;

    /** A page of memory; nobody needs more. */
    int SECRET_BYTES_MAX = 4_096;

    /** With fewer, Argon2id does not help. */
    int PASSPHRASE_CHARS_MIN = 10;

    int PASSPHRASE_CHARS_MAX = 1_000;

    /** Bytes that no one can guess. */
    final class Secret implements Unlock {
        private final byte[] bytes;

        private Secret(byte[] bytes) {
            this.bytes = bytes;
        }

        /**
         * @param content of the secret's file; one line end at its end does not belong to it
         * @throws Refused {@code secret-short}, {@code secret-long}
         */
        public static Secret of(byte[] content) throws Refused {
            int end = content.length;
            if (end > 0 && content[end - 1] == '\n') {
                end--;
            }
            if (end > 0 && content[end - 1] == '\r') {
                end--;
            }
            if (end < SECRET_BYTES_MIN) {
                throw Refusal.of(
                                "secret-short",
                                "",
                                "A secret has at least " + SECRET_BYTES_MIN + " bytes; make one with:"
                                        + " head -c 32 /dev/urandom | base64")
                        .toException();
            }
            if (end > SECRET_BYTES_MAX) {
                throw Refusal.of("secret-long", "", "A secret has at most " + SECRET_BYTES_MAX + " bytes.")
                        .toException();
            }
            return new Secret(Arrays.copyOf(content, end));
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public String toString() {
            return "Secret";
        }
    }

    /** What a person remembers. */
    final class Passphrase implements Unlock {
        private final char[] chars;

        private Passphrase(char[] chars) {
            this.chars = chars;
        }

        /** @throws Refused {@code passphrase-length} */
        public static Passphrase of(char[] chars) throws Refused {
            if (chars.length < PASSPHRASE_CHARS_MIN || chars.length > PASSPHRASE_CHARS_MAX) {
                throw Refusal.of(
                                "passphrase-length",
                                "",
                                "A passphrase has " + PASSPHRASE_CHARS_MIN + " to " + PASSPHRASE_CHARS_MAX
                                        + " characters; four or more words drawn by dice are good ones.")
                        .toException();
            }
            return new Passphrase(chars.clone());
        }

        char[] chars() {
            return chars;
        }

        @Override
        public String toString() {
            return "Passphrase";
        }
    }
}
