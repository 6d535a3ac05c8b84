package org.commonwatch.matching.scan;

import java.nio.file.Path;
import java.util.List;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.index.IndexWriter;
import org.commonwatch.matching.index.IndicatorIndex;

/** Index files for tests. */
final class Indexes {
    private Indexes() {}

    static IndicatorIndex of(Path path, List<Indicator> indicators) throws Exception {
        try (IndexWriter writer = new IndexWriter()) {
            for (Indicator indicator : indicators) {
                writer.add(indicator);
            }
            writer.write(path);
        }
        return IndicatorIndex.open(path);
    }
}
