package org.commonwatch.council;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CouncilTlsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKey MEMBER = Party.nodeKey(0);

    @TempDir
    Path home;

    private static X509Certificate certificate(SigningKey signer, Instant now) {
        return CouncilCertificate.make("node0", signer::sign, TestTls.keys(RANDOM), now, RANDOM);
    }

    @Test
    void aCertificateCountsWhenTheMembersNodeKeySignedIt() throws CertificateException {
        X509Certificate good = certificate(MEMBER, Instant.now());
        assertEquals("node0", CouncilCertificate.subject(good));
        assertDoesNotThrow(() -> CouncilCertificate.verify(good, MEMBER.verifyingKey()));
        assertThrows(
                CertificateException.class,
                () -> CouncilCertificate.verify(good, Party.nodeKey(1).verifyingKey()));
        X509Certificate forged = certificate(Party.nodeKey(1), Instant.now());
        assertThrows(CertificateException.class, () -> CouncilCertificate.verify(forged, MEMBER.verifyingKey()));
        X509Certificate old = certificate(
                MEMBER, Instant.now().minus(CouncilCertificate.VALID).minus(Duration.ofDays(1)));
        assertThrows(CertificateException.class, () -> CouncilCertificate.verify(old, MEMBER.verifyingKey()));
    }

    @Test
    void withoutTlsACouncilListensOnTheLoopbackAddressOnly() {
        CouncilSettings loopback = Party.settings(0, "127.0.0.1:1", home, List::of);
        assertThrows(
                IllegalArgumentException.class,
                () -> new CouncilSettings(
                        loopback.self(),
                        "0.0.0.0",
                        loopback.listenPort(),
                        loopback.raftDirectory(),
                        loopback.log(),
                        Optional.empty(),
                        loopback.sources(),
                        loopback.fetchers()));
    }

    /** It says a member's name, and has not the member's key. */
    @Test
    void aStrangerIsToldNothing() {
        try (LocalCouncil council = new LocalCouncil(home)) {
            council.open(0);
            council.leader();
            CouncilSettings honest =
                    Party.settings(1, "127.0.0.1:" + Party.freePort(), home.resolve("stranger"), List::of);
            KeyPair keys = TestTls.keys(RANDOM);
            X509Certificate forged =
                    CouncilCertificate.make("node1", SigningKey.generate(RANDOM)::sign, keys, Instant.now(), RANDOM);
            CouncilSettings stranger = new CouncilSettings(
                    honest.self(),
                    honest.listenHost(),
                    honest.listenPort(),
                    honest.raftDirectory(),
                    honest.log(),
                    Optional.of(new CouncilTls(keys, forged, TestTls::members)),
                    honest.sources(),
                    honest.fetchers());
            assertThrows(DiskFault.class, () -> CouncilSequencer.join(stranger, List.of(council.seat(0))));
        }
    }
}
