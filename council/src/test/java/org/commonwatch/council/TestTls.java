package org.commonwatch.council;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.keys.VerifyingKey;

/** TLS of test nodes, all of which know each other's node keys. */
final class TestTls {
    private TestTls() {}

    static CouncilTls of(String member, SigningKey nodeKey, SecureRandom random) {
        KeyPair keys = keys(random);
        return new CouncilTls(
                keys, CouncilCertificate.make(member, nodeKey::sign, keys, Instant.now(), random), TestTls::members);
    }

    static KeyPair keys(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, VerifyingKey> members() {
        Map<String, VerifyingKey> members = new HashMap<>();
        for (int i = 0; i < Party.SEATS_MAX; i++) {
            members.put("node" + i, Party.nodeKey(i).verifyingKey());
        }
        return members;
    }
}
