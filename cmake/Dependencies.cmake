# Third-party libraries. LibTorch is imported by hand because the CMake package of torch's GPU build stops with an
# error on machines without the CUDA toolkit, although nothing here needs it.
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
# Debian's HDF5 and OpenSSL are linked statically: the shared HDF5 brings libcurl and with it 30 libraries to every start,
# and of OpenSSL only SHA-256 is used. A CMAKE_PREFIX_PATH, such as a Conda environment, often has shared ones only.
set(STATIC_LIBRARIES ON)
if(CMAKE_PREFIX_PATH OR DEFINED ENV{CMAKE_PREFIX_PATH})
  set(STATIC_LIBRARIES OFF)
endif()
set(OPENSSL_USE_STATIC_LIBS ${STATIC_LIBRARIES})
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
set(HDF5_PREFER_PARALLEL OFF)
set(HDF5_USE_STATIC_LIBRARIES ${STATIC_LIBRARIES})
find_package(HDF5 1.10 REQUIRED COMPONENTS C)

find_package(PNG REQUIRED)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json 3.9 REQUIRED)
find_package(ITK 5.2 REQUIRED COMPONENTS ITKBiasCorrection ITKCommon ITKIOGIPL ITKIOMeta ITKIONIFTI ITKIONRRD
                                ITKImageGrid ITKNIFTI ITKThresholding)

# GDCM, which Debian's ITK brings. Its own CMake package asks for tools that are in another one. Without it everything
# is built but the reading of DICOM.
find_path(GDCM_INCLUDE_DIR gdcmReader.h PATH_SUFFIXES gdcm-3.0 gdcm-3.1 gdcm-3.2)
set(GDCM_LIBRARIES)
if(GDCM_INCLUDE_DIR)
  foreach(part MSFF DSED DICT Common)
    find_library(GDCM_${part} gdcm${part} REQUIRED)
    list(APPEND GDCM_LIBRARIES ${GDCM_${part}})
  endforeach()
else()
  message(STATUS "GDCM not found: programs will not read DICOM")
endif()

find_library(LIBDEFLATE_LIBRARY deflate REQUIRED)
find_path(LIBDEFLATE_INCLUDE_DIR libdeflate.h REQUIRED)
add_library(libdeflate INTERFACE IMPORTED GLOBAL)
target_link_libraries(libdeflate INTERFACE ${LIBDEFLATE_LIBRARY})
target_include_directories(libdeflate SYSTEM INTERFACE ${LIBDEFLATE_INCLUDE_DIR})

# KISS FFT is a header.
find_path(KISSFFT_INCLUDE_DIR kissfft/kissfft.hh REQUIRED)
add_library(kissfft INTERFACE IMPORTED GLOBAL)
target_include_directories(kissfft SYSTEM INTERFACE ${KISSFFT_INCLUDE_DIR})

set(LIBTORCH_DIR "" CACHE PATH "Folder of LibTorch or of the Python package torch (empty: the one in .venv)")
set(torch_dir ${LIBTORCH_DIR})
if(NOT torch_dir)
  file(GLOB torch_dir ${CMAKE_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch)
endif()
if(NOT EXISTS "${torch_dir}/lib/libtorch.so")
  message(FATAL_ERROR "LibTorch not found in '${torch_dir}': run workflows/setup, or give -DLIBTORCH_DIR=")
endif()

add_library(libtorch INTERFACE IMPORTED)
target_include_directories(libtorch SYSTEM INTERFACE ${torch_dir}/include ${torch_dir}/include/torch/csrc/api/include)
# libtorch.so has no symbol of its own but brings what the torch at hand has, such as libtorch_cuda.so of a GPU build.
target_link_libraries(
  libtorch INTERFACE -Wl,--no-as-needed,${torch_dir}/lib/libtorch.so,--as-needed ${torch_dir}/lib/libtorch_cpu.so
                     ${torch_dir}/lib/libc10.so Threads::Threads)
