#include "image/itk_threads.h"

#include <itkMultiThreaderBase.h>

namespace coopseg::image {

void set_itk_threads(int threads) {
  itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(static_cast<itk::ThreadIdType>(threads));
}

}  // namespace coopseg::image
