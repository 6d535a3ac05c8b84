package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys are letters: the policy in force asks for one, the entries say one, and some of them are here. */
class CosigningKeysTest {
    private static final Map<String, Cosigner> KEYS = new HashMap<>();

    private static Cosigner key(String letter) {
        return KEYS.computeIfAbsent(letter, any -> Cosigner.ofEd25519("org", SigningKey.generate(new SecureRandom())));
    }

    private static Optional<CosignerKey> asked(String letter) {
        return Optional.of(letter).filter(one -> !one.isEmpty()).map(one -> key(one).key());
    }

    private static String letters(List<Cosigner> chosen) {
        return chosen.stream()
                .map(one -> KEYS.entrySet().stream()
                        .filter(known -> known.getValue().equals(one))
                        .findFirst()
                        .orElseThrow()
                        .getKey())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        // here, the usual first; policy in force; entries; signs with; why
        "a, '', '', a, nobody asks yet",
        "a, a, a, a, usual",
        "b a, a, a, a, the entry that states the new key is not applied here",
        "b a, a, b, a b, the old one makes the next policy final; the new one is heard",
        "b a, b, b, b, the next policy is in force here",
        "b a, '', b, b, unwitnessed: the new one is to be heard",
        "b, a, b, b, the old one is gone",
        "b a, a, x, a, somebody else has stated a key in our name",
        "b, a, a, b, restored: none that anybody asks for is here",
        "e b a, e, e, e, a later epoch's key, whatever the founder's epoch had",
        "e b a, e, b, e b, changed within a later epoch",
    })
    void signsWithWhatThePolicyAndTheEntriesAskFor(String here, String asked, String stated, String with, String why) {
        List<Cosigner> own =
                Arrays.stream(here.split(" ")).map(CosigningKeysTest::key).toList();
        Optional<String> said = asked(stated).map(CosignerKey::text);
        assertEquals(with, letters(CosigningKeys.choose(own, asked(asked), said)), why);
    }

    @Test
    void anotherPolicyCountsAtOnce() {
        AtomicReference<String> inForce = new AtomicReference<>("a");
        CosigningKeys keys = new CosigningKeys(
                () -> List.of(key("b"), key("a")),
                () -> asked(inForce.get()),
                () -> asked("b").map(CosignerKey::text));
        assertEquals("a b", letters(keys.now()));
        inForce.set("b");
        assertEquals("b", letters(keys.now()));
    }
}
