package org.commonwatch.council;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.commonwatch.ledger.keys.VerifyingKey;

/** The certificate of a node's TLS key: subject and issuer are the member's name, the signature is its node key's. */
public final class CouncilCertificate {
    /** Made anew when the node starts and less than half of this is left. */
    public static final Duration VALID = Duration.ofDays(365);

    /** Clocks differ. */
    private static final Duration EARLIER = Duration.ofHours(1);

    private static final ASN1ObjectIdentifier ED25519 = EdECObjectIdentifiers.id_Ed25519;
    private static final int SERIAL_BITS = 127;

    private CouncilCertificate() {}

    /**
     * @param nodeKey signs with the member's Ed25519 key
     * @param keys a P-256 pair, made for nothing else
     */
    public static X509Certificate make(
            String member, UnaryOperator<byte[]> nodeKey, KeyPair keys, Instant now, SecureRandom random) {
        X500Name name =
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, member).build();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                new BigInteger(SERIAL_BITS, random),
                Date.from(now.minus(EARLIER)),
                Date.from(now.plus(VALID)),
                name,
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        try {
            return new JcaX509CertificateConverter().getCertificate(builder.build(new Signing(nodeKey)));
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate made here can be read here", e);
        }
    }

    /** @throws CertificateException when it has no single name */
    static String subject(X509Certificate certificate) throws CertificateException {
        RDN[] names = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.CN);
        if (names.length != 1) {
            throw new CertificateException("a certificate of the council names one member");
        }
        return names[0].getFirst().getValue().toString();
    }

    /** @throws CertificateException when it is out of its time or the node key did not sign it */
    static void verify(X509Certificate certificate, VerifyingKey nodeKey) throws CertificateException {
        certificate.checkValidity();
        boolean ours = certificate.getSigAlgOID().equals(ED25519.getId())
                && nodeKey.verify(certificate.getTBSCertificate(), certificate.getSignature());
        if (!ours) {
            throw new CertificateException("the member's node key did not sign this certificate");
        }
    }

    /** A node key as the signer of a certificate. */
    private static final class Signing implements ContentSigner {
        private final UnaryOperator<byte[]> key;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Signing(UnaryOperator<byte[]> key) {
            this.key = key;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(ED25519);
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            try {
                content.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
            return key.apply(content.toByteArray());
        }
    }
}
