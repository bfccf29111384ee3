#include "study/study_writer.h"

#include "core/error.h"

namespace coopseg::study {
namespace {

constexpr const char* format = "coopseg-study";
constexpr std::int64_t version = 1;

void write_geometry(const hdf5::Handle& group, const Grid& grid) {
  hdf5::write_number_attribute(group, "spacing", grid.spacing);
  hdf5::write_number_attribute(group, "origin", grid.origin);
  hdf5::write_number_attribute(group, "direction", grid.direction);
}

void write_native(const hdf5::Handle& parent, const NativeGrid& native) {
  const hdf5::Handle group = hdf5::create_group(parent, "native");
  const std::array<std::int64_t, 3> size = {static_cast<std::int64_t>(native.grid.size[0]),
                                            static_cast<std::int64_t>(native.grid.size[1]),
                                            static_cast<std::int64_t>(native.grid.size[2])};
  hdf5::write_integer_attribute(group, "size", size);
  write_geometry(group, native.grid);
  hdf5::write_integer_attribute(group, "qform_code", native.qform_code);
  hdf5::write_integer_attribute(group, "sform_code", native.sform_code);
  hdf5::write_number_attribute(group, "qform", native.qform);
  hdf5::write_number_attribute(group, "sform", native.sform);
}

void write_labels(const hdf5::Handle& group, const std::string& name, const Grid& grid,
                  const std::vector<std::uint8_t>& labels) {
  hdf5::write<std::uint8_t>(group, name, {grid.size[2], grid.size[1], grid.size[0]}, labels,
                            {1, grid.size[1], grid.size[0]});
  hdf5::write_text_attribute(hdf5::open_dataset(group, name), "names", names_attribute());
}

}  // namespace

StudyWriter::StudyWriter() : file_(hdf5::create_image()) {
  hdf5::write_text_attribute(file_, "format", format);
  hdf5::write_integer_attribute(file_, "version", version);
  cases_ = hdf5::create_group(file_, "cases");
}

void StudyWriter::add(const Case& subject) {
  check(subject);
  if (hdf5::has(cases_, subject.id)) throw core::Error("/cases/" + subject.id + ": stands twice");
  const hdf5::Handle group = hdf5::create_group(cases_, subject.id);
  hdf5::write_text_attribute(group, "patient", subject.patient);
  hdf5::write_text_attribute(group, "phase", subject.phase);
  hdf5::write_text_attribute(group, "site", subject.site);
  hdf5::write_text_attribute(group, "vendor", subject.vendor);
  if (!subject.preprocessing.empty()) hdf5::write_text_attribute(group, "preprocessing", subject.preprocessing);
  const Grid& grid = subject.grid;
  write_geometry(group, grid);
  if (subject.image)
    hdf5::write<float>(group, "image", {grid.size[2], grid.size[1], grid.size[0]}, *subject.image,
                       {1, grid.size[1], grid.size[0]});
  if (subject.label) write_labels(group, "label", grid, *subject.label);
  if (subject.prediction) write_labels(group, "prediction", grid, *subject.prediction);
  if (subject.probability)
    hdf5::write<float>(group, "probability", {classes, grid.size[2], grid.size[1], grid.size[0]}, *subject.probability,
                       {1, 1, grid.size[1], grid.size[0]});
  if (subject.native) write_native(group, *subject.native);
  hdf5::write_text(group, "provenance", subject.provenance);
}

core::Bytes StudyWriter::finish() {
  cases_.reset();
  core::Bytes bytes = hdf5::image_of(file_);
  file_.reset();
  return bytes;
}

}  // namespace coopseg::study
