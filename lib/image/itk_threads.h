#pragma once

namespace coopseg::image {

/// From here on each ITK filter of this process takes up to so many threads (1 or more), if it does not say otherwise.
void set_itk_threads(int threads);

}  // namespace coopseg::image
