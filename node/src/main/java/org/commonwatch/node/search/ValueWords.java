package org.commonwatch.node.search;

import java.util.Optional;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.Values;

/** Words that are values by their form: {@code 192.0.2.1} typed into the search means the address, not three numbers. */
final class ValueWords {
    private ValueWords() {}

    static boolean mayBeValue(Query.Words words) {
        if (words.quoted() || words.prefix()) {
            return false;
        }
        Optional<IndicatorValue> value = Values.classify(words.text());
        return value.isPresent()
                && switch (value.get().kind()) {
                    case IPV4, IPV6, CIDR, DOMAIN, URL, EMAIL, MD5, SHA1, SHA256, SHA512, FILENAME, MAC -> true;
                    // Prose holds these as they are, with every object that names them.
                    case CVE, ATTACK_ID, ASN -> false;
                    // No text is one of these by its form.
                    case SSDEEP, TLSH, MUTEX, REGISTRY_KEY, USER_AGENT -> false;
                };
    }
}
